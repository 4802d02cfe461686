/** What differs between Node and a browser; `#platform` is `platform.node.ts` or `platform.browser.ts`. */
export interface Platform {
  /** Makes sure that `navigator.gpu` exists, or throws a `backend` error. */
  readonly provideWebGpu: () => Promise<void>
  /** Registers the native backend with tfjs, or throws a `backend` error. */
  readonly loadNative: () => Promise<NativeDevice>
}

/** The device that the native backend computes on. */
export interface NativeDevice {
  readonly device: 'cpu' | 'gpu'
  /** Version of libtensorflow. */
  readonly tensorflow: string
}
