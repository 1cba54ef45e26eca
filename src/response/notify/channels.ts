/**
 * The channels of vigie.yaml.
 * @module
 */
import { problem, VigieError } from "../../base/errors.ts";
import type { Language } from "../../base/messages/index.ts";
import { parseDuration } from "../../base/time.ts";
import { readAddress } from "../../config/api.ts";
import { channelName, type NotifyConfig } from "../../config/notify.ts";
import type { Channel, ChannelSettings } from "./channel.ts";
import { mailChannel } from "./mail.ts";
import { syslogChannel } from "./syslog.ts";
import { webhookChannel } from "./webhook.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const PORTS = { starttls: 587, implicit: 465, none: 25 } as const;

/**
 * @param language where a channel names none
 * @throws VigieError when an environment variable that holds a secret is not set
 * @example const channels = channelsOf(config.notify, process.env, "fr")
 */
export function channelsOf(
  configs: readonly NotifyConfig[],
  env: Environment,
  language: Language,
): readonly Channel[] {
  return configs.map((config, i) => channelOf(config, settingsOf(config, i, language), env));
}

function settingsOf(config: NotifyConfig, index: number, language: Language): ChannelSettings {
  const { level, bodies, details, lang, burst, per_minute, min_interval, window } = config;
  return {
    name: channelName(config, index),
    level,
    bodies: bodies ?? null,
    details,
    language: lang ?? language,
    burst,
    perMinute: per_minute,
    minIntervalMs: parseDuration(min_interval) ?? 0,
    windowMs: parseDuration(window) ?? 0,
  };
}

function channelOf(config: NotifyConfig, settings: ChannelSettings, env: Environment): Channel {
  const secretIn = (name: string): string => secretOf(name, settings.name, env);
  switch (config.type) {
    case "webhook": {
      const secret = config.secret ?? secretIn(config.secret_env ?? "");
      return webhookChannel(settings, { url: new URL(config.url), secret });
    }
    case "mail": {
      const { host, tls, user, password_env, from, to } = config;
      const login = user === undefined ? null : { user, password: secretIn(password_env ?? "") };
      return mailChannel(settings, { host, port: config.port ?? PORTS[tls], tls, login, from, to });
    }
    case "syslog": {
      const address = readAddress(config.address) ?? { host: "127.0.0.1", port: 514 }; // the schema lets nothing else through
      return syslogChannel(settings, { ...address, protocol: config.protocol });
    }
  }
}

function secretOf(name: string, channel: string, env: Environment): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  const text = `notify: the environment variable ${name} of channel ${channel} is not set`;
  throw new VigieError(problem("config", null, text, "set it; for the service, in /etc/vigie/environment"));
}
