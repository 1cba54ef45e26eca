/**
 * Where the command line starts.
 * @module
 */
import { exit } from "./exit.ts";
import { runCommand } from "./program.ts";

// a reader that goes away (`| head`) ends the command quietly
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? exit.done : exit.bug);
});

process.exitCode = await runCommand(process.argv.slice(2));
