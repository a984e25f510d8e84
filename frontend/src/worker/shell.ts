/** What the server says: pages and files that open without network. */
export interface ShellConfig {
  version: string;
  pages: string[];
  files: string[];
}

/**
 * Keeps the shells of the scanner and the kiosk: pages that hold nobody's data. The network comes first, so that a new
 * version is there at once; without it, or when it is too slow, the page of the last visit opens.
 */
export class Shell {
  private readonly family: string;
  private readonly name: string;

  constructor(private readonly config: ShellConfig, scope: string, private readonly caches: CacheStorage, private readonly get: typeof fetch = fetch.bind(globalThis), private readonly patienceMs = 3_000) {
    this.family = `quizapp ${scope} `;
    this.name = this.family + config.version;
  }

  async install(): Promise<void> {
    const cache = await this.caches.open(this.name);
    await cache.addAll([...this.config.pages, ...this.config.files]);
  }

  /** Goes on without what older versions kept. */
  async activate(): Promise<void> {
    const old = (await this.caches.keys()).filter((name) => name.startsWith(this.family) && name !== this.name);
    await Promise.all(old.map((name) => this.caches.delete(name)));
  }

  /** The answer to a request, or null to leave it to the browser: everything but our own pages and files. */
  answer(request: Request): Promise<Response> | null {
    if (request.method !== "GET") return null;
    const { pathname, search } = new URL(request.url);
    if (request.mode === "navigate") return this.config.pages.includes(pathname) ? this.page(request, pathname) : null;
    return this.config.files.includes(pathname + search) ? this.file(request) : null;
  }

  private async page(request: Request, path: string): Promise<Response> {
    const fresh = this.fresh(request, path);
    const soon = new Promise<null>((resolve) => setTimeout(() => resolve(null), this.patienceMs));
    const first = await Promise.race([fresh.catch(() => null), soon]);
    return first ?? (await this.kept(path)) ?? fresh;
  }

  private async fresh(request: Request, path: string): Promise<Response> {
    const answer = await this.get(request);
    if (!answer.ok) throw new Error(String(answer.status));
    const cache = await this.caches.open(this.name);
    await cache.put(path, answer.clone());
    return answer;
  }

  private async file(request: Request): Promise<Response> {
    return (await this.kept(request.url)) ?? this.get(request);
  }

  private async kept(address: string): Promise<Response | undefined> {
    return (await this.caches.open(this.name)).match(address);
  }
}
