export async function validate(_s: unknown, _v: unknown): Promise<{ problems: { path: string; message: string }[]; unchecked?: string }> {
  return { problems: [] };
}
