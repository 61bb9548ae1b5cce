import { measure } from "../measure.ts";

// Installed by bench/package.json only: a name that no type checker follows keeps the repository's own check free of it.
const peer: string = "pythonia";
const { python } = await import(peer);
const math = await python("math");
console.log(JSON.stringify(await measure((x) => math.sqrt(x))));
python.exit();
