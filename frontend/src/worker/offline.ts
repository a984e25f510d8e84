/** What the server says: which page to show without network, and the files that it needs. */
export interface OfflineConfig {
  version: string;
  page: string;
  files: string[];
  /** The switch to be rid of the worker: it clears up and goes. */
  isOff: boolean;
}

/** What a request must tell; a Request has it. */
type Asked = Pick<Request, "method" | "mode" | "url">;

/**
 * The page of a phone without network. It keeps that one page and built files, nothing of what people ask the server
 * for: a shared phone must not show one person's paper to another.
 */
export class Offline {
  private readonly family: string;
  private readonly name: string;

  constructor(private readonly config: OfflineConfig, scope: string, private readonly caches: CacheStorage, private readonly get: typeof fetch = fetch.bind(globalThis)) {
    this.family = `quizapp ${scope} `;
    this.name = this.family + config.version;
  }

  async install(): Promise<void> {
    if (this.config.isOff) return;
    const cache = await this.caches.open(this.name);
    await cache.addAll([this.config.page, ...this.config.files]);
  }

  /** Goes on without what older versions of this area kept. */
  async activate(): Promise<void> {
    const names = await this.caches.keys();
    const old = names.filter((name) => name.startsWith(this.family) && (this.config.isOff || name !== this.name));
    await Promise.all(old.map((name) => this.caches.delete(name)));
  }

  /** The answer to a request, or null to leave it to the browser: everything but opening pages and our own files. */
  answer(request: Request): Promise<Response> | null {
    if (this.config.isOff || request.method !== "GET") return null;
    if (request.mode === "navigate") return this.get(request).catch(() => this.kept(this.config.page));
    return this.isOurFile(request) ? this.kept(request.url).catch(() => this.get(request)) : null;
  }

  private isOurFile({ url }: Asked): boolean {
    const { pathname, search } = new URL(url);
    return this.config.files.includes(pathname + search);
  }

  private async kept(address: string): Promise<Response> {
    const cache = await this.caches.open(this.name);
    const found = await cache.match(address);
    if (!found) throw new Error("not kept");
    return found;
  }
}
