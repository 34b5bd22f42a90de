// Evaluate: how well the model tells those who left from those who stayed, on customers that it has not seen.
import { fromCsv, get, predict, put, readJob } from './job.mjs';

const { parameters } = await readJob();
const target = parameters.ProcessingOutputConfig.Outputs[0].S3Output.S3Uri;
const { weights } = JSON.parse(await get(parameters.ProcessingInputs[0].S3Input.S3Uri));
const rows = fromCsv(await get(`${target.replace(/\/evaluation$/, '/train')}/test.csv`));
const scored = rows
  .map((row) => ({ score: predict(weights, row.slice(0, -1)), left: row.at(-1) === 1 }))
  .sort((a, b) => a.score - b.score);
// The share of pairs, one who left and one who stayed, that the model has in the right order.
let stayed = 0;
let pairs = 0;
for (const { left } of scored) {
  if (left) pairs += stayed;
  else stayed++;
}
const auc = pairs / (stayed * (scored.length - stayed));
const accuracy = scored.filter(({ score, left }) => score >= 0.5 === left).length / scored.length;
const metrics = { auc: Number(auc.toFixed(4)), accuracy: Number(accuracy.toFixed(4)) };
await put(`${target}/evaluation.json`, JSON.stringify(metrics));
console.log(JSON.stringify({ ExitMessage: JSON.stringify(metrics) }));
