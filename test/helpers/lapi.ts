/** The decision API in this process, with a store of its own and a clock that a test sets. */
import { request } from "node:http";
import type { TestContext } from "node:test";
import { keyHash } from "../../src/response/lapi/keys.ts";
import { type DecisionApi, startDecisionApi } from "../../src/response/lapi/server.ts";
import { openTemporaryStore } from "../../src/store/sqlite/store.ts";
import type { Store } from "../../src/store/store.ts";
import { decisionOf } from "./decisions.ts";

export const KEY = "a-key-of-this-test";

export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export class ApiUnderTest {
  readonly store: Store;
  readonly remarks: string[] = [];
  nowMs: number = Date.UTC(2026, 3, 12);
  #api: DecisionApi | null = null;
  readonly #t: TestContext;

  constructor(t: TestContext, store: Store = openTemporaryStore()) {
    this.#t = t;
    this.store = store;
    store.bouncers.add("one", "other", keyHash(KEY) ?? new Uint8Array(), this.nowMs);
    t.after(async () => {
      await this.stop();
      store.close();
    });
  }

  async start(maxNew?: number): Promise<this> {
    this.#api = await startDecisionApi({
      address: { host: "127.0.0.1", port: 0 },
      store: this.store,
      clock: () => this.nowMs,
      onRemark: (text) => void this.remarks.push(text),
      ...(maxNew === undefined ? {} : { maxNew }),
    });
    return this;
  }

  async stop(): Promise<void> {
    await this.#api?.stop();
    this.#api = null;
  }

  get api(): DecisionApi {
    if (this.#api === null) throw new Error(`not started in ${this.#t.name}`);
    return this.#api;
  }

  decide(value: string, lastsMs: number = 3_600_000, id: string = value): void {
    this.store.decisions.add([decisionOf(id, value, this.nowMs, lastsMs)]);
  }

  /** Asks with the key. */
  ask(path: string, options: Ask = {}): Promise<Reply> {
    return this.askWithout(path, { ...options, headers: { "X-Api-Key": KEY, ...options.headers } });
  }

  /** Asks as it is told, byte for byte: no path is mended. */
  askWithout(path: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Reply> {
    const { host, port } = this.api.address;
    return new Promise((done, fail) => {
      const asked = request({ host, port, path, method, headers, agent: false }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", fail);
        response.on("end", () =>
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces).toString(),
          }),
        );
      });
      asked.on("error", fail);
      asked.end(body);
    });
  }

  async json(path: string): Promise<unknown> {
    return JSON.parse((await this.ask(path)).body);
  }
}
