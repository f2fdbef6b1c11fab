// recordings/NOTICE.md: what each file holds and where its facts come from.
const utc = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');

export function notice(scenarios, sources) {
  const files = scenarios.flatMap((scenario) => scenario.feeds.flatMap((feed) => feed.providers.map(({ series, venue, rows, sourceId }) =>
    `| ${scenario.name}/${series} | ${venue} | ${utc(rows[0].time)} – ${utc(rows.at(-1).time)} | ${rows.length} | ${sourceId} |`)));
  const origins = Object.entries(sources).map(([id, { text, repository, licence }]) => `| ${id} | ${text} | ${repository} | ${licence} |`);
  return `# Notice

The series in this folder are facts: at this second, this venue's price was that. They were taken out of the public files named below,
reduced to time and price (for Chainlink also the round id) and written anew; no third-party file is here as it was. No affiliation with
any venue, protocol or author is implied. Written by \`eng/recordings/convert.mjs\`.

| file | venue | first – last (UTC) | rows | source |
| --- | --- | --- | --- | --- |
${files.join('\n')}

| source | what | repository | licence there |
| --- | --- | --- | --- |
${origins.join('\n')}
`;
}
