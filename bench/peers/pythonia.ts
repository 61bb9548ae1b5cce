// @ts-expect-error the package has no declarations that TypeScript finds, which is one of the reasons for this project
import { python } from "pythonia";
import { measure } from "../measure.ts";

const math = await python("math");
console.log(JSON.stringify(await measure((x) => math.sqrt(x))));
python.exit();
