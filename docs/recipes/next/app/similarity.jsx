"use client";

import { useEffect, useState } from "react";

export function Similarity({ left, right }) {
  const [similarity, setSimilarity] = useState();

  useEffect(() => {
    let isGone = false;
    // Imported here: the server, which renders the page first, has no Web Workers.
    const loading = import("@nestvec/runtime-web").then(({ loadModel }) => loadModel("/models/nestvec-mini/"));
    loading.then((embedder) => embedder.similarity(left, right)).then((answer) => isGone || setSimilarity(answer.similarity));
    return () => {
      isGone = true;
      loading.then((embedder) => embedder.dispose());
    };
  }, [left, right]);

  return <output>{similarity?.toFixed(3)}</output>;
}
