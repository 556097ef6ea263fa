import type { JSX } from "preact";
import { dimension, layer } from "../state/cut.ts";
import { dimensions, fullCut, layers } from "../state/model.ts";
import { NestPicture } from "./nest-picture.tsx";
import { QualityPanel } from "./quality-panel.tsx";
import { StopSlider } from "./stop-slider.tsx";

/** The two sliders, and what the model is worth at each of their stops. */
export const CutPanel = (): JSX.Element => (
  <section class="cut" id="cut" aria-labelledby="cut-title">
    <h2 id="cut-title" class="unseen">
      The cut
    </h2>
    <NestPicture />
    <StopSlider
      id="layer"
      label="Layer"
      hint="Leave the model earlier: less to compute."
      stops={layers.value}
      value={layer.value}
      says={layers.value.length === 0 ? "…" : `${layer.value} of ${fullCut.value.layer}`}
      onChange={(value) => (layer.value = value)}
    />
    <StopSlider
      id="dimension"
      label="Dimension"
      hint="Keep the first numbers of a vector: less to store."
      stops={dimensions.value}
      value={dimension.value}
      says={dimensions.value.length === 0 ? "…" : `${dimension.value} of ${fullCut.value.dimension}`}
      onChange={(value) => (dimension.value = value)}
    />
    <QualityPanel />
  </section>
);
