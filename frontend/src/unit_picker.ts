import { UnitPicker } from "./picker/picker";
import { all } from "./shared/dom";

for (const select of all<HTMLSelectElement>("select[data-unit-picker]")) new UnitPicker(select).start();
