// The same as clients.py for Node: `node clients.mjs http://127.0.0.1:8000 base`, see there.
import OpenAI from "openai";
import { generateText, streamText } from "ai";
import { createOpenAI } from "@ai-sdk/openai";

const [url = "http://127.0.0.1:8000", model = "base"] = process.argv.slice(2);
const baseURL = `${url}/v1`, messages = [{ role: "user", content: "What does a check-up cost?" }];
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
const vercel = createOpenAI({ baseURL, apiKey: "none" });
const joined = async (parts, text) => { let all = ""; for await (const part of parts) all += text(part) ?? ""; return all; };

const checks = {
  "openai, models": async () => (await client.models.list()).data.map((one) => one.id).join(),
  "openai, chat": async () => (await client.chat.completions.create({ model, messages })).choices[0].message.content,
  "openai, chat, streamed": async () => joined(await client.chat.completions.create({ model, messages, stream: true }), (part) => part.choices[0].delta.content),
  "openai, responses": async () => (await client.responses.create({ model, input: "Hi" })).output_text,
  "openai, responses, streamed": async () => joined(await client.responses.create({ model, input: messages, stream: true }), (event) => event.type === "response.output_text.delta" ? event.delta : ""),
  "openai, responses, stream helper": async () => (await client.responses.stream({ model, input: "Hi" }).finalResponse()).output_text,
  "vercel, default (responses)": async () => (await generateText({ model: vercel(model), prompt: "Hi", maxRetries: 0 })).text,
  "vercel, default, streamed": async () => joined(streamText({ model: vercel(model), prompt: "Hi", maxRetries: 0 }).textStream, (part) => part),
  "vercel, chat": async () => (await generateText({ model: vercel.chat(model), prompt: "Hi", maxRetries: 0 })).text,
  "vercel, chat, streamed": async () => joined(streamText({ model: vercel.chat(model), prompt: "Hi", maxRetries: 0 }).textStream, (part) => part),
};

let faults = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    const said = await check();
    if (!said) throw new Error("nothing was said");
    console.log(`${name}: ${JSON.stringify(said.slice(0, 60))}`);
  } catch (fault) { faults += 1; console.log(`${name}: FAULT ${String(fault).slice(0, 300)}`); }
}
console.log(`${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
