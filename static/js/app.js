/** Small comforts on every page; each of them may be missing, and the page still works. */
import "./message.js";
import "./picker.js";
import "./confirm.js";
import "./errors.js";
import "./rows.js";
import "./words.js";
