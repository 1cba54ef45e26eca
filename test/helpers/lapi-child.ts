/**
 * The decision API on a store, in a process of its own: node lapi-child.ts STORE PORT [CERTIFICATES]. Ends with SIGTERM.
 * CERTIFICATES is a folder with server.pem, server.key and ca.pem.
 */
import { join } from "node:path";
import { startDecisionApi } from "../../src/response/lapi/server.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";

const [folder = "", port = "", pem] = process.argv.slice(2);
const store = openSqliteStore(folder);
const address = { host: "127.0.0.1", port: Number(port) };
const tls =
  pem === undefined
    ? null
    : { cert: join(pem, "server.pem"), key: join(pem, "server.key"), clientCa: join(pem, "ca.pem") };
const api = await startDecisionApi({ address, store, clock: Date.now, tls, onRemark: console.log });
console.log(`listening at ${api.url}`);
process.once("SIGTERM", () => {
  void api.stop().then(() => store.close());
});
