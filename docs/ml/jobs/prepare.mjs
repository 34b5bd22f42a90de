// Preprocess: makes a data set of customers and whether they left, the same for the same seed, and splits it in two.
//   node prepare.mjs [--noise]     with noise, leaving has nothing to do with the customer: no model can be good
import { put, readJob, sigmoid, toCsv } from './job.mjs';

const { parameters } = await readJob();
const noise = process.argv.includes('--noise');
const target = parameters.ProcessingOutputConfig.Outputs[0].S3Output.S3Uri;

let state = 4711;
/** Uniform in [0, 1): a linear congruential generator, so that every run sees the same customers. */
const random = () => {
  state = (state * 1664525 + 1013904223) % 2 ** 32;
  return state / 2 ** 32;
};

const rows = Array.from({ length: 5000 }, () => {
  const years = random() * 10;
  const complaints = Math.floor(random() * 6);
  const spent = random() * 4;
  const leaves = noise ? 0.5 : sigmoid(0.9 * complaints - 0.7 * years - 0.4 * spent + 1.5);
  return [years.toFixed(3), complaints, spent.toFixed(3), random() < leaves ? 1 : 0];
});
await put(`${target}/train.csv`, toCsv(rows.slice(0, 4000)));
await put(`${target}/test.csv`, toCsv(rows.slice(4000)));
console.log(JSON.stringify({ ExitMessage: `${rows.length} customers` }));
