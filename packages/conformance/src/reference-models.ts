/** The folder of this package that holds tiny-modernbert, as a `file:` URL in Node. */
export const referenceModels: string = new URL("../models/", import.meta.url).href;
