/**
 * Log lines for measurements: what a server on the internet writes, the same at every run.
 * @module
 */
import { Random } from "../src/rehearsal/random.ts";

const FINGERPRINT = "SHA256:3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/**
 * Lines of sshd, 40 ms apart. With `guessing`, nine in ten belong to clients that guess passwords, five at a time, as on
 * a server whose port 22 is open to all; without, they are logins and closed connections.
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
      if (turn % 2 === 0) return `${head} Connection closed by ${ip} port ${port}\n`;
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
