/**
 * Votes for somebody whom no table lists. A system that leaves a candidate out altogether reports nobody's defeat, so
 * every contest has one more choice: whoever is not listed, as if one candidate held all of these votes. Whoever beats
 * that one beats each of them, so nobody has to be trusted for the list of candidates.
 * @module
 */

/** The choice, the same in plans and sheets; no table may use the name. */
export const NOT_LISTED = "other (not listed)";
