const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9-][a-z0-9._-]*$/;

/** Whether a text can be the name of a package in a registry: no path, no alias such as `@/x`, no version. */
export function isPackageName(text: string): boolean {
  return PACKAGE_NAME.test(text);
}
