/**
 * As much of a browser's document as the page's script uses.
 * @module
 */

/** An element of the page. */
interface PageElement {
  textContent: string | null;
  hidden: boolean;
  readonly id: string;
  readonly lang: string;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly classList: { add(name: string): void; remove(name: string): void };
  readonly files: Iterable<PageFile> | null;
  querySelector(selector: string): PageElement | null;
  append(...nodes: readonly (PageElement | string)[]): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
}

/** A file that the reader chose or dropped. */
export interface PageFile {
  readonly name: string;
  readonly webkitRelativePath?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A dropped file or folder. */
export interface PageEntry {
  readonly isDirectory: boolean;
  readonly fullPath: string;
  file(then: (file: PageFile) => void, failed: () => void): void;
  createReader(): { readEntries(then: (entries: readonly PageEntry[]) => void, failed: () => void): void };
}

interface PageEvent {
  preventDefault(): void;
  readonly dataTransfer: {
    readonly items: Iterable<{ webkitGetAsEntry(): PageEntry | null }>;
  } | null;
}

export interface PageDocument {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createElement(name: string): PageElement;
}
