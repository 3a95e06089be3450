/** Charts over time. */

export { default as Chart } from "uplot";
