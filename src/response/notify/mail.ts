/**
 * Mail, by SMTP. `starttls` does not go on in plain text when the server offers no TLS; certificates are checked.
 * @module
 */
import { terminalText } from "../../base/text.ts";
import { type Channel, type ChannelSettings, SEND_TIMEOUT_MS } from "./channel.ts";
import { linesOf, type Told } from "./message.ts";

export interface MailTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: "starttls" | "implicit" | "none";
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly to: readonly string[];
  /** Certificates that are trusted besides the system's, in PEM; for tests. */
  readonly ca?: string;
}

/** @example mailChannel(settings, { host: "mail.party.example", port: 587, tls: "starttls", login, from, to }) */
export function mailChannel(settings: ChannelSettings, target: MailTarget): Channel {
  return { ...settings, send: (told) => send(told, settings, target) };
}

async function send(told: Told, { language }: ChannelSettings, target: MailTarget): Promise<void> {
  const { createTransport } = await import("nodemailer"); // loaded by those who send mail
  const { host, port, tls, login, from, to, ca } = target;
  const transport = createTransport({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: SEND_TIMEOUT_MS,
    greetingTimeout: SEND_TIMEOUT_MS,
    socketTimeout: SEND_TIMEOUT_MS,
    // nothing in a message may name a file or an address to be fetched
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const [, domain] = from.split("@");
    await transport.sendMail({
      from,
      to: [...to],
      subject: headerText(`Vigie: ${told.summary}`),
      text: linesOf(told, language).join("\n"),
      messageId: `<${told.id}@${domain}>`,
      date: new Date(told.time),
      headers: { "Auto-Submitted": "auto-generated", "X-Vigie-Id": told.id, "X-Vigie-Level": told.level },
    });
  } finally {
    transport.close();
  }
}

/** One line without controls: nothing in a header can begin another. @example headerText("a\r\nBcc: b") // "a\\x0d\\x0aBcc: b" */
export function headerText(text: string): string {
  return terminalText(text, 200);
}
