// Fill a Word template with each context of a JSON list, `passes` times over; the last document is kept.
// node fill.mjs ENGINE TEMPLATE CONTEXTS.json PASSES OUT.docx
// Prints the cost of the last pass: those before it warm up the machine.

import { readFileSync, writeFileSync } from "node:fs";

const ENGINES = {
  async docxtemplater(template) {
    const { default: PizZip } = await import("pizzip");
    const { default: Docxtemplater } = await import("docxtemplater");
    const content = readFileSync(template);
    return async (context) => {
      const document = new Docxtemplater(new PizZip(content), { paragraphLoop: true });
      document.render(context);
      return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
    };
  },
  async "easy-template-x"(template) {
    const { TemplateHandler } = await import("easy-template-x");
    const content = readFileSync(template);
    const handler = new TemplateHandler();
    return (context) => handler.process(content, context);
  },
  async carbone(template) {
    const { default: carbone } = await import("carbone");
    return (context) =>
      new Promise((resolve, reject) =>
        carbone.render(template, context, (error, result) => (error ? reject(error) : resolve(result))),
      );
  },
};

const [engine, template, contexts, passes, target] = process.argv.slice(2);
const fill = await ENGINES[engine](template);
const documents = JSON.parse(readFileSync(contexts, "utf-8"));
let cost, last;
for (let pass = 0; pass < Number(passes); pass += 1) {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  for (const context of documents) last = await fill(context);
  const { user, system } = process.cpuUsage(cpu);
  cost = { wall: (performance.now() - wall) / 1e3, cpu: (user + system) / 1e6 };
}
writeFileSync(target, last);
console.log(JSON.stringify(cost));
process.exit(0);
