// The one place that knows the library: what draws the page.
export { html, render, Component, createContext } from '../vendor/htm-preact.js';
export { useState, useEffect, useRef, useMemo, useCallback, useContext } from '../vendor/htm-preact.js';
