/**
 * Published courses of elaborate operations, as ordered stages in the words of Vigie's rules. Each follows a public
 * account of a real operation; names, times and details are invented, and gaps are drawn anew for each campaign.
 * @module
 */

/** What happens in a stage: one attack as Vigie counts it. */
export interface Stage {
  /** Titles of rules, in their order, minutes apart. */
  readonly acts: readonly string[];
  /** Where it is seen: from outside, in a cloud account, on a server over ssh, or inside a server without an origin. */
  readonly seen: "outside" | "cloud" | "ssh" | "inside";
  /** Days since the stage before: half are shorter; and how much that varies (standard deviation of the logarithm). */
  readonly afterDays: number;
  readonly spread?: number;
  /** How often it is repeated, at most, each time after `afterDays` again. */
  readonly upTo?: number;
  /** Which account it is about: that of the campaign, or several people. */
  readonly about?: "account" | "people";
}

export interface Pattern {
  readonly name: string;
  /** The public account that it follows. */
  readonly source: string;
  readonly stages: readonly Stage[];
}

const SPRAY = "Password spray";
const GUESSED = "Login succeeded after password guessing";

export const patterns: readonly Pattern[] = [
  {
    name: "register injection",
    source:
      "US Senate Select Committee on Intelligence, report on election interference, volume 1: Illinois 2016",
    stages: [
      {
        seen: "outside",
        afterDays: 0,
        acts: ["Vulnerability scanner by its own name", "Mass forced browsing"],
      },
      {
        seen: "outside",
        afterDays: 3,
        upTo: 4,
        acts: ["SQL injection in a web request", "Injection in a registration or status form"],
      },
      {
        seen: "outside",
        afterDays: 6,
        acts: ["Sustained SQL injection", "SQL injection answered with data"],
      },
      { seen: "outside", afterDays: 1, upTo: 3, acts: ["SQL injection answered with data"] },
    ],
  },
  {
    name: "party network",
    source: "US v. Netyksho et al. (indictment of July 2018): DCCC and DNC 2016",
    stages: [
      { seen: "cloud", afterDays: 0, about: "people", acts: [SPRAY] },
      { seen: "cloud", afterDays: 5, about: "account", acts: [GUESSED] },
      { seen: "ssh", afterDays: 2, about: "account", acts: [GUESSED, "Account made on a server"] },
      {
        seen: "inside",
        afterDays: 0.02,
        spread: 0.5,
        acts: ["Encoded text decoded on a server", "Crash in the dynamic loader"],
      },
      {
        seen: "ssh",
        afterDays: 9,
        upTo: 3,
        about: "account",
        acts: ["Data packed as root", "Very large transfer to the outside"],
      },
    ],
  },
  {
    name: "campaign mailboxes",
    source: "public accounts of the En Marche intrusion of 2017 (ANSSI; Nakasone testimony, May 2017)",
    stages: [
      { seen: "cloud", afterDays: 0, upTo: 3, about: "people", acts: [SPRAY] },
      {
        seen: "cloud",
        afterDays: 4,
        about: "account",
        acts: [
          "Second factor pushed again and again",
          "Login after the second factor was pushed again and again",
        ],
      },
      {
        seen: "cloud",
        afterDays: 0.5,
        about: "account",
        acts: ["Inbox rule that forwards or hides mail", "Application given access"],
      },
      { seen: "cloud", afterDays: 7, upTo: 5, about: "account", acts: ["Mail read in bulk"] },
    ],
  },
  {
    name: "broadcaster sabotage",
    source: "Y. Bigot and ANSSI on TV5Monde 2015 (SSTIC 2017)",
    stages: [
      { seen: "outside", afterDays: 0, about: "account", acts: ["Guessing at the VPN", GUESSED] },
      { seen: "ssh", afterDays: 20, upTo: 3, about: "account", acts: [GUESSED, "Account made on a server"] },
      {
        seen: "ssh",
        afterDays: 25,
        about: "account",
        acts: ["Account that may not use sudo tried", "Log removed or emptied"],
      },
      {
        seen: "outside",
        afterDays: 4,
        acts: ["Content written over HTTP", "Published results changed over HTTP"],
      },
    ],
  },
  {
    name: "parliament network",
    source: "BSI and von Gehlen et al. on the Bundestag 2015",
    stages: [
      { seen: "outside", afterDays: 0, acts: ["Malware in mail"] },
      { seen: "ssh", afterDays: 0.2, about: "account", acts: [GUESSED, "Encoded text decoded on a server"] },
      {
        seen: "inside",
        afterDays: 0.05,
        spread: 0.5,
        acts: ["Crash in the dynamic loader", "Log removed or emptied"],
      },
      { seen: "ssh", afterDays: 4, upTo: 4, about: "account", acts: [GUESSED, "Data packed as root"] },
      {
        seen: "ssh",
        afterDays: 3,
        upTo: 3,
        about: "account",
        acts: ["Data packed as root", "Very large transfer to the outside"],
      },
    ],
  },
  {
    name: "results night",
    source: "N. Koval on the Ukrainian election commission 2014 (NATO CCDCOE, Cyber War in Perspective)",
    stages: [
      { seen: "ssh", afterDays: 0, about: "account", acts: ["Root signed in with a password", GUESSED] },
      {
        seen: "inside",
        afterDays: 0.02,
        spread: 0.5,
        acts: ["Log removed or emptied", "Watched removal of files"],
      },
      {
        seen: "ssh",
        afterDays: 2,
        about: "account",
        acts: [GUESSED, "Account made on a server", "Log removed or emptied"],
      },
      {
        seen: "outside",
        afterDays: 1.5,
        acts: ["Published results changed over HTTP", "Results page knocked over"],
      },
    ],
  },
  {
    name: "cloud persistence",
    source: "CISA and NCSC, SVR actors adapt tactics for initial cloud access (AA24-057A); ATT&CK C0024",
    stages: [
      { seen: "cloud", afterDays: 0, upTo: 3, about: "people", acts: [SPRAY] },
      { seen: "cloud", afterDays: 10, about: "account", acts: ["Login succeeded after a password spray"] },
      {
        seen: "cloud",
        afterDays: 14,
        about: "account",
        acts: ["Application given access", "Administrator made"],
      },
      {
        seen: "cloud",
        afterDays: 30,
        upTo: 3,
        about: "account",
        acts: ["Access to a mailbox given to somebody else", "Mail read in bulk"],
      },
      { seen: "cloud", afterDays: 40, about: "account", acts: ["Mailbox exported or searched through"] },
    ],
  },
  {
    name: "edge appliance",
    source: "Microsoft and Volexity on HAFNIUM 2021; ATT&CK G0125",
    stages: [
      { seen: "outside", afterDays: 0, acts: ["Exploit path of a VPN gateway or mail server"] },
      {
        seen: "outside",
        afterDays: 1,
        upTo: 3,
        acts: ["Script in a folder for uploads answers", "Web shell in use"],
      },
      {
        seen: "inside",
        afterDays: 0.01,
        spread: 0.5,
        acts: ["Shell started by the web server", "Encoded text decoded on a server"],
      },
      { seen: "outside", afterDays: 3, upTo: 3, acts: ["Web shell in use", "Very large download"] },
    ],
  },
  {
    name: "register harvest",
    source: "UK Electoral Commission and ICO on the registers of 2021-2022",
    stages: [
      { seen: "outside", afterDays: 0, acts: ["Exploit path of a VPN gateway or mail server"] },
      { seen: "outside", afterDays: 20, upTo: 2, acts: ["Web shell in use"] },
      {
        seen: "outside",
        afterDays: 45,
        upTo: 4,
        acts: ["Register read entry by entry", "Very large download"],
      },
      { seen: "outside", afterDays: 30, acts: ["Register read entry by entry"] },
    ],
  },
  {
    name: "defacement",
    source: "UK FCDO and Georgian government on the hosting attack of October 2019; ATT&CK T1491.002",
    stages: [
      {
        seen: "outside",
        afterDays: 0,
        acts: ["Vulnerability scanner by its own name", "Path traversal in a web request"],
      },
      {
        seen: "outside",
        afterDays: 8,
        acts: ["Program code in a web request", "Script in a folder for uploads answers"],
      },
      { seen: "outside", afterDays: 5, upTo: 2, acts: ["Web shell in use"] },
      { seen: "outside", afterDays: 10, acts: ["Web shell in use", "Content written over HTTP"] },
    ],
  },
];
