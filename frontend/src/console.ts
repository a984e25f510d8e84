import { bindDropZones } from "./console/drop";
import { bindFilters } from "./console/filter";
import { bindPreviews } from "./console/preview";
import { bindPrintButtons } from "./console/print";
import { bindSorting } from "./console/sort";
import { bindTrees } from "./console/tree";
import { bindCommon } from "./shared/common";
import { refreshStalePages } from "./shared/refresh";

bindCommon();
bindFilters();
bindSorting();
bindPreviews();
bindTrees();
bindDropZones();
bindPrintButtons();
refreshStalePages();
