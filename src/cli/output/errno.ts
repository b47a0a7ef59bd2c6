/** Words for what the system answers when a file is opened; others keep their code, which a search engine knows. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file', EISDIR: 'it is a folder, not a file', ENOTDIR: 'a part of the path is a file, not a folder', EEXIST: 'a file stands where a folder is needed',
  EACCES: 'this account has no permission', EPERM: 'this account has no permission', EROFS: 'the file system is read-only', ENOSPC: 'no space left',
  ENAMETOOLONG: 'the name is too long', ELOOP: 'links lead in a circle', EMFILE: 'too many files are open',
};

/** Why a file could not be opened, read or made. */
export function systemWords(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined ? 'it cannot be opened' : WORDS[code] ?? code;
}
