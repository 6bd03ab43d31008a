// Writes examples.ts: every documented answer as a literal that must have its operation's type,
// no property more. Types are gone when TypeScript runs, so this is how it decodes.
import { readFileSync, writeFileSync } from "node:fs";

const lines = ['import type { operations } from "./telecomx.js";'];
for (const [operation, { responses }] of Object.entries(JSON.parse(readFileSync("fixtures.json", "utf8")))) {
  for (const { status, mediaType, name, value } of responses) {
    const type = `operations["${operation}"]["responses"][${status}]["content"]["${mediaType}"]`;
    lines.push(
      `console.log("example", "${operation}", "${name}", JSON.stringify(${JSON.stringify(value)} satisfies ${type}));`,
    );
  }
}
writeFileSync("examples.ts", lines.join("\n"));
