import { decodeQR } from "qr/decode.js";

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

declare const BarcodeDetector: undefined | (new (options: { formats: string[] }) => Detector);

const everyMs = 120;
const longestSide = 1280;

/** Reads QR codes out of pictures: the browser's own reader where it has one, else ours. */
export class Reader {
  private readonly native: Detector | null = typeof BarcodeDetector === "undefined" ? null : new BarcodeDetector({ formats: ["qr_code"] });
  private readonly canvas = document.createElement("canvas");

  async read(source: HTMLVideoElement | ImageBitmap | HTMLImageElement, width: number, height: number): Promise<string> {
    const found = await this.native?.detect(source).catch(() => []);
    if (found?.[0]?.rawValue) return found[0].rawValue;
    return this.decode(source, width, height);
  }

  private decode(source: CanvasImageSource, width: number, height: number): string {
    const scale = Math.min(1, longestSide / Math.max(width, height));
    this.canvas.width = Math.max(1, Math.round(width * scale));
    this.canvas.height = Math.max(1, Math.round(height * scale));
    const drawing = this.canvas.getContext("2d", { willReadFrequently: true });
    if (!drawing) return "";
    drawing.drawImage(source, 0, 0, this.canvas.width, this.canvas.height);
    const { data } = drawing.getImageData(0, 0, this.canvas.width, this.canvas.height);
    try {
      return decodeQR({ width: this.canvas.width, height: this.canvas.height, data });
    } catch {
      return ""; // no code in this picture
    }
  }
}

/** A photo of a code, for phones whose browser gives no camera. Empty when there is none in it. */
export async function readPhoto(file: Blob): Promise<string> {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return await new Reader().read(image, image.naturalWidth, image.naturalHeight);
  } catch {
    return "";
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** The camera of this phone, looking for codes until it is stopped. */
export class Camera {
  private stream: MediaStream | null = null;
  private timer = 0;
  private readonly reader = new Reader();

  constructor(private readonly video: HTMLVideoElement, private readonly found: (text: string) => void) {}

  /** Whether this browser could have one at all; it needs HTTPS. */
  static isPossible(): boolean {
    return typeof navigator.mediaDevices?.getUserMedia === "function";
  }

  /** Throws what the browser throws: refused, missing, taken by another app. */
  async start(facing: "environment" | "user"): Promise<void> {
    this.stop();
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: facing, width: { ideal: 1280 } } });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look();
  }

  get isOn(): boolean {
    return this.stream !== null;
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  get hasTorch(): boolean {
    const can = this.track()?.getCapabilities?.() as { torch?: boolean } | undefined;
    return can?.torch === true;
  }

  async torch(isOn: boolean): Promise<void> {
    await this.track()?.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
  }

  private track(): MediaStreamTrack | undefined {
    return this.stream?.getVideoTracks()[0];
  }

  private look(): void {
    this.timer = window.setTimeout(async () => {
      const { videoWidth, videoHeight } = this.video;
      const text = videoWidth && !document.hidden ? await this.reader.read(this.video, videoWidth, videoHeight).catch(() => "") : "";
      if (!this.stream) return;
      if (text) this.found(text);
      this.look();
    }, everyMs);
  }
}
