// SPDX-License-Identifier: Apache-2.0
// A passkey is asked of the browser, and its answer sent as a form. `data-passkey` says whether one is made or used; what
// the server asks for stands in the page (`data-from`) or is fetched (`data-ask`). Without script the button is not shown.

type Asked = { publicKey: Record<string, unknown> };

const bytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
};

const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const BINARY = new Set(["challenge", "id"]);

/** What the server asks for, its texts of bytes as bytes: the challenge, and every id but the site's. */
function read(value: unknown, key = "", within = ""): unknown {
  if (typeof value === "string") return BINARY.has(key) && within !== "rp" ? bytes(value) : value;
  if (Array.isArray(value)) return value.map((one) => read(one, key, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, read(one, name, key)]));
}

/** The browser's answer as the server reads it. */
function told(found: PublicKeyCredential): string {
  const answer: Record<string, unknown> = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const part = (found.response as unknown as Record<string, unknown>)[name];
    if (part instanceof ArrayBuffer) answer[name] = text(part);
  }
  const kind = found.authenticatorAttachment;
  const extra = found.getClientExtensionResults();
  return JSON.stringify({
    id: found.id, rawId: text(found.rawId), type: found.type, authenticatorAttachment: kind, response: answer,
    clientExtensionResults: extra,
  });
}

async function asked(form: HTMLFormElement): Promise<Asked> {
  const { ask, from } = form.dataset;
  if (from) return JSON.parse(document.getElementById(from)?.textContent ?? "{}") as Asked;
  const answer = await fetch(ask ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("the server asks for nothing");
  return ((await answer.json()) as { request_options: Asked }).request_options;
}

async function use(form: HTMLFormElement): Promise<string> {
  const options = read((await asked(form)).publicKey) as never;
  const found = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: options })
    : await navigator.credentials.get({ publicKey: options });
  return told(found as PublicKeyCredential);
}

function say(form: HTMLFormElement, what: string): void {
  const trouble = form.querySelector<HTMLElement>("[data-trouble]");
  const sentence = form.querySelector<HTMLTemplateElement>(`[data-says="${what}"]`);
  if (!trouble || !sentence) return;
  trouble.hidden = false;
  trouble.textContent = sentence.content.textContent;
}

const SAID: Record<string, string> = { SecurityError: "address", InvalidStateError: "known" };

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  form.querySelector<HTMLElement>("[data-without]")?.setAttribute("hidden", "");
  if (!("credentials" in navigator) || !("PublicKeyCredential" in window)) {
    say(form, "none");
    continue;
  }
  form.querySelector<HTMLButtonElement>("button[type=submit]")?.removeAttribute("hidden");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    use(form).then(
      (answer) => { field.value = answer; form.submit(); },
      (wrong: unknown) => say(form, SAID[wrong instanceof DOMException ? wrong.name : ""] ?? "stopped"),
    );
  });
}
