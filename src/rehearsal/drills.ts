/**
 * Drills that need no recordings: the logs that published operations would leave at a body, each pattern on its own. Courses
 * follow the public accounts; names, addresses (RFC 5737) and details are invented, and the seed draws waits and victims.
 * They are written from the accounts, not from the rules: some leave little that anybody could see, and stay in.
 * @module
 */
import { playCampaigns } from "./campaigns.ts";
import { accessLine, auditLine, syslogLine } from "./lines.ts";
import { Random } from "./random.ts";
import { at, Stage } from "./stage.ts";

/** One rehearsed operation. */
export interface RehearsedDrill {
  readonly pattern: string;
  /** The public account that it follows. */
  readonly source: string;
  /** ATT&CK techniques of the account: an alert counts when its rule names one of them. */
  readonly techniques: readonly string[];
  /** Text of the logs, by path. */
  readonly files: ReadonlyMap<string, string>;
}

interface Course {
  readonly pattern: string;
  readonly source: string;
  readonly techniques: readonly string[];
  play(scene: Scene): void;
}

/** Writes the logs of one body while time passes. */
class Scene {
  readonly random: Random;
  readonly ip: string;
  readonly user: string;
  readonly #stage: Stage;
  #timeMs: number;

  constructor(random: Random) {
    this.random = random;
    this.#stage = new Stage(random);
    this.#timeMs = at(random.whole(0, 2), random.whole(0, 23));
    this.ip = `203.0.113.${random.whole(2, 250)}`;
    this.user = random.pick(["alix", "brune", "camille", "dominique", "elie"]);
  }

  /** Lets time pass, half to twice as long as said. */
  wait(minutes: number): void {
    this.#timeMs += minutes * 60_000 * (0.5 + 1.5 * this.random.next());
  }

  web(target: string, more: Partial<Parameters<typeof accessLine>[1]> = {}): void {
    this.#write("web/access.log", accessLine(this.#timeMs, { ip: this.ip, target, ...more }));
  }

  system(program: string, text: string): void {
    const tag = program === "sudo" ? program : `${program}[${this.random.whole(900, 60_000)}]`;
    this.#write("system/auth.log", syslogLine(this.#timeMs, "srv1", tag, text));
  }

  ssh(outcome: "Failed" | "Accepted", user: string = this.user): void {
    const port = this.random.whole(20_000, 60_000);
    this.system("sshd", `${outcome} password for ${user} from ${this.ip} port ${port} ssh2`);
  }

  sudo(command: string, user: string = this.user): void {
    this.system("sudo", `${user} : TTY=pts/1 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`);
  }

  cloud(user: string, fields: Readonly<Record<string, unknown>>): void {
    const who = { UserId: `${user}@body.example`, ClientIP: this.ip, Id: this.random.hex(32) };
    this.#write("cloud/audit.jsonl", auditLine(this.#timeMs, { ...fields, ...who }));
  }

  files(): ReadonlyMap<string, string> {
    return this.#stage.files();
  }

  #write(log: string, text: string): void {
    this.#stage.write("commission", log, this.#timeMs, text);
  }
}

const LOGIN_FAILED = {
  Operation: "UserLoginFailed",
  Workload: "AzureActiveDirectory",
  LogonError: "InvalidUserNameOrPassword",
};
const LOGIN = { Operation: "UserLoggedIn", Workload: "AzureActiveDirectory", ResultStatus: "Success" };
const STAFF = ["alix", "brune", "camille", "dominique", "elie", "francoise", "gael", "harper"] as const;

const COURSES: readonly Course[] = [
  {
    pattern: "results night",
    source: "N. Koval on the Ukrainian election commission 2014 (NATO CCDCOE, Cyber War in Perspective)",
    techniques: ["T1078", "T1070.004", "T1485", "T1491.002", "T1565", "T1498"],
    play(scene) {
      scene.ssh("Accepted", "admin"); // the right password at the first attempt, as reported
      scene.wait(12);
      scene.sudo("/usr/bin/rm -rf /var/log/nginx", "admin");
      scene.wait(3);
      scene.sudo("/usr/bin/rm -rf /srv/tally", "admin");
      scene.wait(60 * 24);
      scene.web("/results/nation.html", { method: "PUT", status: 201, bytes: 0 });
      scene.wait(30);
      for (let i = 0; i < 60; i++) scene.web("/results", { status: 503, bytes: 190 });
    },
  },
  {
    pattern: "broadcaster sabotage",
    source: "Y. Bigot and ANSSI on TV5Monde 2015 (SSTIC 2017)",
    techniques: ["T1133", "T1110", "T1136", "T1070.002", "T1561", "T1491"],
    play(scene) {
      for (let i = 0; i < 3; i++) {
        scene.system(
          "ovpn-server",
          `${scene.ip}:${scene.random.whole(20_000, 60_000)} TLS Auth Error: Auth Username/Password verification failed for peer`,
        );
        scene.wait(45);
      }
      scene.wait(60 * 20);
      scene.ssh("Accepted");
      scene.wait(4);
      scene.system(
        "useradd",
        "new user: name=LocalAdministrator, UID=1007, GID=1007, home=/home/la, shell=/bin/bash, from=none",
      );
      scene.wait(60 * 48);
      scene.sudo("/usr/bin/shred -u /var/log/auth.log");
    },
  },
  {
    pattern: "parliament network",
    source: "BSI and von Gehlen et al. on the Bundestag 2015",
    techniques: ["T1566.002", "T1003", "T1078", "T1560", "T1074"],
    play(scene) {
      scene.ssh("Accepted");
      for (let day = 0; day < 4; day++) {
        scene.wait(60 * 20);
        scene.ssh("Accepted");
        scene.wait(5);
        scene.sudo(`/usr/bin/tar czf /tmp/.${scene.random.hex(4)} /srv/mail/${scene.random.pick(STAFF)}`);
      }
    },
  },
  {
    pattern: "cloud persistence",
    source: "CISA and NCSC, SVR actors adapt tactics for initial cloud access (AA24-057A); ATT&CK C0024",
    techniques: ["T1110.003", "T1078.004", "T1098", "T1528", "T1114.002"],
    play(scene) {
      for (let round = 0; round < 3; round++) {
        for (const user of STAFF) {
          scene.cloud(user, LOGIN_FAILED);
          scene.wait(0.4);
        }
        scene.wait(60 * 6);
      }
      scene.cloud(scene.user, LOGIN);
      scene.wait(60);
      scene.cloud(scene.user, { Operation: "Consent to application.", Workload: "AzureActiveDirectory" });
      scene.wait(60 * 24);
      scene.cloud(scene.user, { Operation: "Add-MailboxPermission", Workload: "Exchange" });
      scene.wait(60);
      for (let i = 0; i < 60; i++) {
        scene.cloud(scene.user, { Operation: "MailItemsAccessed", Workload: "Exchange" });
        scene.wait(0.1);
      }
    },
  },
  {
    pattern: "edge appliance",
    source: "Microsoft and Volexity on HAFNIUM 2021; ATT&CK G0125",
    techniques: ["T1190", "T1505.003", "T1059", "T1560.001"],
    play(scene) {
      scene.web("/owa/auth/x.js", { status: 200 });
      scene.wait(1);
      scene.web("/ecp/y.js", { method: "POST", status: 200, agent: "python-requests/2.25.1" });
      scene.wait(60 * 20);
      for (const command of ["whoami", "ipconfig", "net"]) {
        scene.web(`/uploads/${scene.random.hex(6)}.aspx?cmd=${command}`, {
          method: "POST",
          agent: "antSword/v2.1",
        });
        scene.wait(2);
      }
    },
  },
  {
    pattern: "register harvest",
    source: "UK Electoral Commission and ICO on the registers of 2021-2022",
    techniques: ["T1190", "T1213", "T1530"],
    play(scene) {
      const first = scene.random.whole(1000, 9000);
      for (let i = 0; i < 600; i++) {
        scene.web(`/register/status?application=A${first + i}`, { bytes: scene.random.whole(2000, 9000) });
        scene.wait(0.05);
      }
    },
  },
  {
    pattern: "quiet harvest",
    source:
      "US Senate Select Committee on Intelligence, volume 1: low volume, unnoticed for three weeks in Illinois 2016",
    techniques: ["T1190", "T1213", "T1530"],
    play(scene) {
      for (let i = 0; i < 90; i++) {
        scene.web(`/register/status?application=A${scene.random.whole(1000, 9999)}`);
        scene.wait(90); // as slow as people
      }
    },
  },
  {
    pattern: "defacement",
    source: "UK FCDO and Georgian government on the hosting attack of October 2019; ATT&CK T1491.002",
    techniques: ["T1190", "T1505.003", "T1491.002", "T1595"],
    play(scene) {
      scene.web("/index.php?page=../../../../etc/passwd", { status: 404 });
      scene.wait(60);
      scene.web(`/uploads/${scene.random.hex(5)}.php`, { status: 200 });
      scene.wait(5);
      scene.web("/index.html", { method: "PUT", status: 204, bytes: 0 });
    },
  },
];

/** The two campaigns of the demo follow two more accounts; they are told apart by the body that they hit. */
const STAGED = [
  {
    body: "commission",
    pattern: "register injection",
    source:
      "US Senate Select Committee on Intelligence, report on election interference, volume 1: Illinois 2016",
    techniques: ["T1190", "T1595.002", "T1213", "T1030"],
  },
  {
    body: "party-south",
    pattern: "campaign mailboxes",
    source: "public accounts of the intrusions into parties of 2016 and 2017",
    techniques: ["T1110.003", "T1621", "T1114.003", "T1528", "T1114.002", "T1560"],
  },
] as const;

/** @param seed the same seed gives the same bytes @example rehearsedDrills(1).map(({ pattern }) => pattern) */
export function rehearsedDrills(seed: number): readonly RehearsedDrill[] {
  const played = COURSES.map(({ play, ...course }, i) => {
    const scene = new Scene(new Random(seed + 7919 * i));
    play(scene);
    return { ...course, files: scene.files() };
  });
  const stage = new Stage(new Random(seed));
  playCampaigns(stage);
  const staged = STAGED.map(({ body, ...course }) => {
    const files = new Map([...stage.files()].filter(([path]) => path.startsWith(`${body}/`)));
    return { ...course, files };
  });
  return [...staged, ...played];
}
