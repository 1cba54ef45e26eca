/**
 * Log lines for measurements: what a server on the internet writes, the same at every run.
 * @module
 */
import { Random } from "../src/rehearsal/random.ts";

const FINGERPRINT = "SHA256:3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/**
 * Lines of sshd, 40 ms apart. With `guessing`, nine in ten belong to clients that guess passwords, five at a time, as on
 * a server whose port 22 is open to all; without, they are logins by key and their ends.
 */
export function sshdLines(
  count: number,
  beginMs: number,
  { guessing }: { readonly guessing: boolean },
): string[] {
  const random = new Random(1);
  return Array.from({ length: count }, (_, i) => {
    const stamp = `${new Date(beginMs + i * 40).toISOString().slice(0, 23)}000+00:00`;
    const head = `${stamp} srv1 sshd[${1000 + (i % 60_000)}]:`;
    const port = 20_000 + random.below(40_000);
    const turn = random.below(20);
    if (!guessing || turn >= 18) {
      const ip = `192.0.2.${1 + random.below(250)}`;
      if (turn % 2 === 0) return `${head} Disconnected from user deploy ${ip} port ${port}\n`;
      return `${head} Accepted publickey for deploy from ${ip} port ${port} ssh2: ED25519 ${FINGERPRINT}\n`;
    }
    // five clients at a time, each for some two thousand attempts
    const ip = `203.0.${(Math.floor(i / 50_000) % 200) + 1}.${((Math.floor(i / 10_000) * 5) % 250) + random.below(5)}`;
    const user = `user${random.below(400)}`;
    if (turn < 6) return `${head} Invalid user ${user} from ${ip} port ${port}\n`;
    if (turn < 12) return `${head} Failed password for invalid user ${user} from ${ip} port ${port} ssh2\n`;
    if (turn < 15) return `${head} Disconnected from invalid user ${user} ${ip} port ${port} [preauth]\n`;
    return `${head} Connection closed by invalid user ${user} ${ip} port ${port} [preauth]\n`;
  });
}

const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:137.0) Gecko/20100101 Firefox/137.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36",
  "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
];
const PAGES = [
  "/",
  "/programme",
  "/candidats/liste",
  "/static/css/site.css",
  "/images/logo.png",
  "/search?q=bureau+de+vote",
];
const PROBES = [
  "/.env",
  "/.git/config",
  "/wp-login.php",
  "/phpmyadmin/",
  "/cgi-bin/luci",
  "/?id=1'%20or%201=1--",
];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Lines of a web server's combined log, 40 ms apart; one in fifty is a probe. */
export function accessLines(count: number, beginMs: number): string[] {
  const random = new Random(2);
  const two = (n: number): string => String(n).padStart(2, "0");
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(beginMs + i * 40);
    const date = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
    const clock = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
    const probing = random.below(50) === 0;
    const ip = probing
      ? `203.0.113.${1 + random.below(250)}`
      : `192.0.${random.below(100)}.${1 + random.below(250)}`;
    const path = probing ? PROBES[random.below(PROBES.length)] : `${PAGES[random.below(PAGES.length)]}`;
    const [status, size] = probing ? [404, 162] : [200, 200 + random.below(40_000)];
    const referrer = random.below(3) === 0 ? "-" : "https://www.example.org/";
    return `${ip} - - [${date}:${clock} +0000] "GET ${path} HTTP/1.1" ${status} ${size} "${referrer}" "${AGENTS[random.below(3)]}"\n`;
  });
}

const EVE_TYPES = ["flow", "flow", "dns", "dns", "http", "tls", "tls", "alert"] as const;

/** Records in the shape of Suricata's EVE log, 5 ms apart; one in eight is an alert. */
export function eveLines(count: number, beginMs: number): string[] {
  const random = new Random(3);
  return Array.from({ length: count }, (_, i) => {
    const timestamp = new Date(beginMs + i * 5).toISOString().replace("Z", "123+0000");
    const type = EVE_TYPES[random.below(EVE_TYPES.length)] ?? "flow";
    const flow = {
      pkts_toserver: 1 + random.below(40),
      pkts_toclient: random.below(60),
      bytes_toserver: 60 + random.below(9_000),
      bytes_toclient: random.below(90_000),
      start: timestamp,
    };
    const ends = { src_ip: `192.0.2.${1 + random.below(250)}`, src_port: 20_000 + random.below(40_000) };
    const there = { dest_ip: `198.51.100.${1 + random.below(250)}`, dest_port: type === "dns" ? 53 : 443 };
    const head = {
      timestamp,
      flow_id: 1e15 + i * 977,
      in_iface: "eth0",
      event_type: type,
      ...ends,
      ...there,
    };
    return `${JSON.stringify({ ...head, proto: type === "dns" ? "UDP" : "TCP", ...detailsOf(type, random), flow })}\n`;
  });
}

function detailsOf(type: (typeof EVE_TYPES)[number], random: Random): object {
  const name = `host${random.below(500)}.example.org`;
  const agent = AGENTS[random.below(AGENTS.length)];
  switch (type) {
    case "dns":
      return {
        dns: { type: "query", id: random.below(65_536), rrname: name, rrtype: "A", tx_id: random.below(9) },
      };
    case "http":
      return {
        http: {
          hostname: name,
          url: PAGES[random.below(PAGES.length)],
          http_user_agent: agent,
          http_method: "GET",
          status: 200,
        },
      };
    case "tls":
      return {
        tls: { sni: name, version: "TLS 1.3", ja3: { hash: `${random.below(1e9)}`.padStart(32, "0") } },
      };
    case "alert":
      return {
        alert: {
          action: "allowed",
          gid: 1,
          signature_id: 2_000_000 + random.below(900),
          rev: 2,
          signature: `ET SCAN Suspicious inbound to port ${random.below(900)}`,
          category: "Attempted Information Leak",
          severity: 1 + random.below(3),
        },
      };
    default:
      return {};
  }
}
