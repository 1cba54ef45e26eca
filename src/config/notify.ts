/**
 * `notify:` in vigie.yaml: who is told what, and how. Passwords and secrets are named by the environment variable that
 * holds them, so that the file itself may be shown.
 * @module
 */
import { isIP } from "node:net";
import * as z from "zod";
import { type Language, languages } from "../base/messages/index.ts";
import { parseDuration } from "../base/time.ts";
import { type Level, levels } from "../model/alert.ts";
import { readAddress } from "./api.ts";

/** What every channel has. */
interface CommonConfig {
  /** Unique; "webhook-1", counted from 1, without one. */
  readonly name?: string | undefined;
  /** The mildest level of alerts that is told. */
  readonly level: Level;
  /** Only what concerns these bodies; all without it. */
  readonly bodies?: readonly string[] | undefined;
  /** Also addresses, users, rule titles and names of sources: they leave this machine then. */
  readonly details: boolean;
  readonly lang?: Language | undefined;
  /** Messages at once, and per minute in the long run; what is held back comes with the next one. */
  readonly burst: number;
  readonly per_minute: number;
  readonly min_interval: string;
  /** For so long the same thing is told once. */
  readonly window: string;
}

export interface WebhookConfig extends CommonConfig {
  readonly type: "webhook";
  readonly url: string;
  /** Key of the signature, or the environment variable that holds it. */
  readonly secret?: string | undefined;
  readonly secret_env?: string | undefined;
}

export interface MailConfig extends CommonConfig {
  readonly type: "mail";
  readonly host: string;
  readonly port?: number | undefined;
  /** `starttls` refuses to go on without it; `none` is for a mail server on this machine. */
  readonly tls: "starttls" | "implicit" | "none";
  readonly user?: string | undefined;
  readonly password_env?: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

export interface SyslogConfig extends CommonConfig {
  readonly type: "syslog";
  /** HOST:PORT. */
  readonly address: string;
  readonly protocol: "udp" | "tcp";
}

export type NotifyConfig = WebhookConfig | MailConfig | SyslogConfig;

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, "expected a duration such as 30s, 15m or 4h");
const label = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "expected letters, digits, dot, dash or underscore");
const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "expected the name of an environment variable");
// one address without a display name: neither a line end nor a second recipient fits in
const mailbox = z
  .string()
  .regex(/^[^\s<>,;:"@]{1,64}@[^\s<>,;:"@]{1,255}$/, "expected one address such as duty@party.example");

const common = {
  name: label.optional(),
  level: z.enum(levels).default("high"),
  bodies: z.array(z.string().min(1).max(200)).min(1).optional(),
  details: z.boolean().default(false),
  lang: z.enum(languages).optional(),
  burst: z.int().min(1).max(100).default(5),
  per_minute: z.number().min(0.01).max(60).default(2),
  min_interval: duration.default("0s"),
  window: duration.default("15m"),
};

const webhook = z
  .strictObject({
    type: z.literal("webhook"),
    url: z.url({ protocol: /^https?$/ }),
    secret: z.string().min(16, "a secret has 16 characters or more").max(512).optional(),
    secret_env: variable.optional(),
    ...common,
  })
  .refine(({ secret, secret_env }) => (secret === undefined) !== (secret_env === undefined), {
    path: ["secret_env"],
    message: "give secret or secret_env: every message is signed",
  })
  .refine(({ url, details }) => !details || isPrivateWay(url), {
    path: ["details"],
    message: "details need https, or an address of this machine",
  });

const mail = z
  .strictObject({
    type: z.literal("mail"),
    host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, "expected the name or address of a mail server"),
    port: z.int().min(1).max(65_535).optional(),
    tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
    user: z.string().min(1).max(256).optional(),
    password_env: variable.optional(),
    from: mailbox,
    to: z.array(mailbox).min(1).max(20),
    ...common,
  })
  .refine(({ user, password_env }) => (user === undefined) === (password_env === undefined), {
    path: ["user"],
    message: "user and password_env go together",
  })
  .refine(({ user, tls }) => user === undefined || tls !== "none", {
    path: ["tls"],
    message: "a password needs starttls or implicit",
  });

const syslog = z.strictObject({
  type: z.literal("syslog"),
  address: z
    .string()
    .refine((text) => readAddress(text) !== null, "expected HOST:PORT, such as 192.0.2.9:514"),
  protocol: z.enum(["udp", "tcp"]).default("tcp"),
  ...common,
});

/** Encrypted, or not leaving this machine. */
function isPrivateWay(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const own = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  return protocol === "https:" || own;
}

/** The name of a channel. @example channelName({ type: "mail", ... }, 0) // "mail-1" */
export function channelName({ name, type }: NotifyConfig, index: number): string {
  return name ?? `${type}-${index + 1}`;
}

export const notifySchema: z.ZodType<readonly NotifyConfig[]> = z
  .array(z.discriminatedUnion("type", [webhook, mail, syslog]))
  .max(20)
  .superRefine((list, context) => {
    const names = list.map(channelName);
    for (const [i, name] of names.entries())
      if (names.indexOf(name) !== i)
        context.addIssue({
          code: "custom",
          path: [i, "name"],
          message: `another channel is called "${name}"`,
        });
  })
  .default([]);
