/** The decision API on a store, in a process of its own: node lapi-child.ts STORE PORT. Ends with SIGTERM. */
import { startDecisionApi } from "../../src/response/lapi/server.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";

const [folder = "", port = ""] = process.argv.slice(2);
const store = openSqliteStore(folder);
const address = { host: "127.0.0.1", port: Number(port) };
const api = await startDecisionApi({ address, store, clock: Date.now, onRemark: console.log });
console.log(`listening at ${api.url}`);
process.once("SIGTERM", () => {
  void api.stop().then(() => store.close());
});
