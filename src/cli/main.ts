export async function main(process: NodeJS.Process): Promise<void> {
  process.stderr.write('not assembled yet\n');
  process.exitCode = 70;
}
