/**
 * A statement as a STIX 2.1 bundle: its sentences as notes under one report, and the techniques that were seen. No address,
 * no victim, no author: what may go to anybody.
 * @module
 */
import type { PublishedSentence, StatementDocument } from "../sentences/document.ts";
import {
  idOf,
  type Marking,
  markingObject,
  type StixBundle,
  type StixObject,
  techniqueObject,
} from "./objects.ts";

/** @param techniques ATT&CK ids of the attacks that were counted */
export function statementBundle(
  document: StatementDocument,
  techniques: readonly string[],
  marking: Marking,
): StixBundle {
  const { publisher, asOf } = document;
  const times = { created: asOf, modified: asOf };
  const identity: StixObject = {
    type: "identity",
    spec_version: "2.1",
    id: idOf("identity", publisher),
    ...times,
    name: publisher,
    identity_class: "organization",
  };
  const mark = markingObject(marking);
  const common = { created_by_ref: identity.id, object_marking_refs: [mark.id] };
  const patterns = techniques.map((technique) => ({
    ...techniqueObject(technique, identity.id, asOf),
    object_marking_refs: common.object_marking_refs,
  }));
  const notes = document.sentences.map((sentence) => note(sentence, asOf, identity.id, common));
  const report: StixObject = {
    type: "report",
    spec_version: "2.1",
    id: idOf("report", publisher, asOf),
    ...common,
    ...times,
    name: document.sentences[0]?.text.en ?? "Statement",
    description: "Grades in the notes say how checkable a sentence is. Author and intent are not determined.",
    report_types: ["threat-report"],
    published: asOf,
    lang: "en",
    object_refs: [identity.id, ...patterns.map(({ id }) => id), ...notes.map(({ id }) => id)],
  };
  const objects = [mark, identity, ...patterns, ...notes, report];
  return { type: "bundle", id: idOf("bundle", ...objects.map(({ id }) => id)), objects };
}

/**
 * A grade is no confidence: how sure one may be is only said where a figure says it (`confidence`), which here is the
 * confidence of a bound, in percent.
 */
function note(
  { id, text, section, grade, values }: PublishedSentence,
  time: string,
  subject: string,
  common: object,
): StixObject {
  const { confidence } = values;
  return {
    type: "note",
    spec_version: "2.1",
    id: idOf("note", subject, time, id),
    ...common,
    created: time,
    modified: time,
    lang: "en",
    abstract: `${section}${grade === null ? "" : `, ${grade}`}`,
    content: text.en,
    ...(typeof confidence === "number" ? { confidence: Math.round(confidence) } : {}),
    object_refs: [subject],
  };
}
