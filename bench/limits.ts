/** What a user may pay at most: about a quarter more than at the time of writing. */
export const MAX_PACKED_BYTES = 440_000;
/** Of the package as an uncompressed archive. */
export const MAX_TAR_BYTES = 1_940_000;

/** Beyond those of an empty project, for the example that uses numpy, and for all its declarations when they are checked. */
export const MAX_TYPES = {
  "typescript-6": { program: 1_100, declarations: 22_500 },
  "typescript-7": { program: 1_100, declarations: 37_500 },
} as const;
export const MAX_INSTANTIATIONS = { program: 1_000, declarations: 23_500 } as const;
