/** What is wrong with a pattern; the message continues "the regular expression ...". */
export class RegexFault extends Error {}
