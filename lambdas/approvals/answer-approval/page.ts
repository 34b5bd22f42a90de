// What a person sees: the question with two buttons, or what was answered. No script, nothing from elsewhere.
import type { Outcome } from './task';

const titles = {
  200: 'Approval',
  404: 'No such question',
  409: 'Answered already',
  410: 'No longer open',
} as const;

/** The page for an outcome. */
export function pageOf(outcome: Outcome): string {
  const title = titles[outcome.status];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:1rem/1.5 system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}pre{overflow:auto;background:#8881;padding:1rem}
button,input{font:inherit;padding:.5rem 1rem;margin:.25rem 0}input{width:100%;box-sizing:border-box}</style>
<h1>${title}</h1>
${bodyOf(outcome)}
</html>
`;
}

function bodyOf(outcome: Outcome): string {
  if (outcome.status === 404) return '<p>The link is wrong or too old.</p>';
  const { question, answer } = outcome.question;
  const asked = `<pre>${escaped(JSON.stringify(question, null, 2))}</pre>`;
  if (answer !== undefined && outcome.status !== 410) {
    const reason = answer.reason === undefined ? '' : `: ${escaped(answer.reason)}`;
    return `${asked}\n<p>It was ${answer.approved ? 'approved' : 'refused'}${reason}.</p>`;
  }
  if (outcome.status === 410) return `${asked}\n<p>The workflow does not wait for an answer any more.</p>`;
  return `${asked}
<form method="post">
<label>Reason <input name="reason" maxlength="1000"></label>
<button name="approved" value="true">Approve</button>
<button name="approved" value="false">Refuse</button>
</form>`;
}

function escaped(text: string): string {
  const names: { readonly [character: string]: string } = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => names[character]!);
}
