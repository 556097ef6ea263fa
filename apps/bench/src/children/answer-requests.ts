import { failureOf } from "./child-answer.ts";
import { lineCutter } from "./line-cutter.ts";

/** What a child does once it is open. */
export interface ChildWork<Request> {
  /** What it is, with versions: its first line. */
  readonly hello: object;
  /** Answers one request; they come one at a time. */
  answer(request: Request): Promise<object>;
}

/**
 * The side of a child whose host is `openChild`: says what it is, then answers a line with a line. `open` is called once, and what it throws is
 * told in place of the first line. The process ends with its host, also in the middle of the work.
 */
export function answerRequests<Request>(open: () => Promise<ChildWork<Request>>): void {
  // Standard output is for answers alone; what libraries print is for a person to read.
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const say = (answer: object): void => void write(`${JSON.stringify(answer)}\n`);
  // Ctrl-C goes to all processes of a terminal; the host decides what it means.
  process.on("SIGINT", () => {});

  const work = open();
  let turn: Promise<void> = work.then(({ hello }) => hello, failureOf).then(say);
  const answer = async (line: string): Promise<object> => (await work).answer(JSON.parse(line) as Request);
  const onLine = (line: Buffer): void =>
    void (turn = turn
      .then(() => answer(line.toString()))
      .catch(failureOf)
      .then(say));
  process.stdin.on("data", lineCutter(onLine).take);
  process.stdin.on("end", () => process.exit());
}
