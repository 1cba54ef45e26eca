/**
 * Webhook: one signed JSON object by POST.
 *
 * The header `Vigie-Signature: t=UNIX,v1=HEX` holds the seconds since 1970 and the HMAC-SHA256, under the shared secret, of
 * those seconds, a dot and the body. The receiver recomputes it and refuses what is old. `Vigie-Id` is the same at every
 * try. The answer is the other side's: only its status and `Retry-After` are read, redirects are not followed.
 * @module
 */
import { createHmac } from "node:crypto";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { type Channel, type ChannelSettings, DeliveryError, SEND_TIMEOUT_MS } from "./channel.ts";
import type { Told } from "./message.ts";

export interface WebhookTarget {
  readonly url: URL;
  readonly secret: string;
}

/** @example webhookChannel(settings, { url: new URL("https://desk.party.example/vigie"), secret }) */
export function webhookChannel(settings: ChannelSettings, target: WebhookTarget): Channel {
  return { ...settings, send: (told, nowMs) => post(bodyOf(told), told.id, target, nowMs) };
}

/** The order of its fields is fixed. */
export function bodyOf(told: Told): string {
  const { id, time, level, count, summary, events, more } = told;
  return JSON.stringify({ kind: "notice", version: 1, id, time, level, count, summary, events, more });
}

/** The value of `Vigie-Signature`. @param seconds since 1970 */
export function signatureOf(body: string, secret: string, seconds: number): string {
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${mac}`;
}

function post(body: string, id: string, { url, secret }: WebhookTarget, nowMs: number): Promise<void> {
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "User-Agent": "vigie",
    "Vigie-Id": id,
    "Vigie-Signature": signatureOf(body, secret, Math.floor(nowMs / 1000)),
  };
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  // the signal bounds all of it: name, connection, TLS, answer
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  const options = { method: "POST", headers, agent: false, signal, maxHeaderSize: 16 * 1024 } as const;
  return new Promise((done, failed) => {
    const request: ClientRequest = send(url, options, (response) => {
      const refusal = refusalOf(response, nowMs);
      response.destroy(); // its body is of no interest, however long it is
      if (refusal === null) done();
      else failed(refusal);
    });
    request.on("error", (error) => failed(signal.aborted ? new Error("no answer in time") : error));
    request.end(body);
  });
}

function refusalOf(response: IncomingMessage, nowMs: number): DeliveryError | null {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return null;
  const hint = status >= 300 && status < 400 ? " (redirects are not followed: give the final address)" : "";
  return new DeliveryError(
    `answered with status ${status}${hint}`,
    waitOf(response.headers["retry-after"], nowMs),
  );
}

/** Retry-After (RFC 9110, 10.2.3): seconds, or a date. @returns milliseconds, or null */
function waitOf(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
