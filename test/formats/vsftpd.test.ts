import { checkLines, type LineVector } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";

const vectors: readonly LineVector[] = [
  [`Sat Jun 21 16:47:48 2025 [pid 3] [anna] OK LOGIN: Client "${T}"`, "login", "success", null, "anna", T],
  [
    `Sat Jun 21 16:47:48 2025 [pid 3] CONNECT: Client "::ffff:${T}"`,
    "connection",
    undefined,
    null,
    undefined,
    T,
  ],
  [
    `Sat Jun 21 16:47:48 2025 [pid 3] [x] FAIL LOGIN: Client "198.51.100.9"] FAIL LOGIN: Client "${T}"`,
    "login",
    "failure",
    null,
    'x] FAIL LOGIN: Client "198.51.100.9"',
    T,
  ],
  [`${H}vsftpd[1]: [anna] FAIL LOGIN: Client "${T}"`, "login", "failure", null, "anna", T],
];

checkLines(vectors);
