/**
 * What a watch tells people by itself: notices through channels, health and metrics on a port.
 * @module
 */
import { VigieError } from "../base/errors.ts";
import { readAddress } from "../config/api.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { WatchListener } from "../pipeline/live/options.ts";
import type { Listening } from "../pipeline/live/station.ts";
import { channelsOf } from "../response/notify/channels.ts";
import { Notifier } from "../response/notify/notifier.ts";
import { startHealth } from "../server/health.ts";
import type { WatchState } from "../server/state.ts";
import type { Store } from "../store/store.ts";
import type { Effects } from "./effects.ts";
import type { CommonOptions } from "./options.ts";
import type { Output } from "./output.ts";

/** @throws VigieError when a secret of a channel is not set */
export function notifierOf(
  { config }: LoadedConfig,
  store: Store,
  options: CommonOptions,
  output: Output,
  effects: Effects,
): Notifier {
  const channels = channelsOf(config.notify, effects.env, options.lang);
  return new Notifier({ channels, store, clock: Date.now, onRemark: (text) => output.remark(text) });
}

/** The listener of a watch, which also tells the notifier what no transaction does. */
export function telling(listener: WatchListener, notifier: Notifier): WatchListener {
  return {
    ...listener,
    onSilence: (silence) => {
      notifier.silence(silence);
      listener.onSilence?.(silence);
    },
    onTrouble: (source, text) => {
      notifier.trouble(source, text);
      listener.onTrouble?.(source, text);
    },
  };
}

/** Health and metrics. A port that is taken is told, and never stops a watch. */
export function healthServers(
  { config }: LoadedConfig,
  state: WatchState,
  output: Output,
): readonly (() => Promise<Listening | null>)[] {
  const { health } = config;
  const address = health === false ? null : readAddress(health.address);
  if (address === null) return [];
  return [
    async () => {
      try {
        return await startHealth({ address, state });
      } catch (error) {
        if (!(error instanceof VigieError)) throw error;
        output.problem(error.problem);
        return null;
      }
    },
  ];
}
