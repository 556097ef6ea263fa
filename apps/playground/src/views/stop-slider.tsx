import type { JSX } from "preact";

/** A slider with a few stops. */
export interface StopSliderProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly stops: readonly number[];
  readonly value: number;
  /** The value as it is read out and shown: "layer 2 of 6". */
  readonly says: string;
  readonly onChange: (value: number) => void;
}

/** @see StopSliderProps */
export const StopSlider = ({ id, label, hint, stops, value, says, onChange }: StopSliderProps): JSX.Element => {
  const last = Math.max(1, stops.length - 1);
  const index = Math.max(0, stops.indexOf(value));
  return (
    <div class="slider">
      <div class="slider-head">
        <label for={id}>{label}</label>
        <output for={id}>{says}</output>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        step={1}
        value={index}
        disabled={stops.length === 0}
        aria-valuetext={says}
        aria-describedby={`${id}-hint`}
        style={{ "--share": index / last }}
        onInput={({ currentTarget }) => onChange(stops[Number(currentTarget.value)] ?? value)}
      />
      <div class="stops" aria-hidden="true">
        {stops.map((stop) => (
          <span key={stop} class={stop === value ? "stop chosen" : "stop"}>
            {stop}
          </span>
        ))}
      </div>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
};
