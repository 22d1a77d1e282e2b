// An independent Bot API server (npm telegram-test-api) with the corrections that today's Bot API needs. Every
// correction stands in this one file; the package itself stays as it is published.
//
//   node server.js PORT       prints "up" once it answers; ends on SIGTERM
//
// Corrected: getMe lacks is_bot; dates are in milliseconds; getUpdates answers at once and ignores offset; a webhook gets
// no secret header, and an answer other than 2xx ends the process; presses lack chat_instance; edits answer null; methods
// the package does not know (sendVenue, the bot's profile, getWebhookInfo).
'use strict';

const express = require('express');
const TelegramServer = require('telegram-test-api');

const server = new TelegramServer({ port: Number(process.argv[2]), host: '127.0.0.1', storeTimeout: 3600 });
const seconds = () => Math.floor(Date.now() / 1000);
const ME = { id: 666, is_bot: true, first_name: 'Bot', username: 'TestNameBot' };
const other = { webhookStatuses: [], calls: {} }; // what a test reads back at /_other

const addBotMessage = server.addBotMessage.bind(server);
server.addBotMessage = (raw, token) => {
  const message = addBotMessage({ ...raw }, token);
  const { message_id, chat, text, reply_markup } = message;
  return { message_id, chat, text, date: seconds(), from: ME, ...(reply_markup ? { reply_markup } : {}) };
};

const formatUpdate = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const formatted = formatUpdate(update);
  if (formatted.callback_query) formatted.callback_query.chat_instance = '1';
  return formatted;
};

async function deliver(hook, update) {
  const headers = { 'content-type': 'application/json' };
  if (hook.secret_token) headers['x-telegram-bot-api-secret-token'] = hook.secret_token;
  for (let tries = 0; tries < 20; tries += 1) {
    const body = JSON.stringify(TelegramServer.formatUpdate(update));
    const answer = await fetch(hook.url, { method: 'POST', headers, body }).catch(() => ({ status: 0 }));
    other.webhookStatuses.push(answer.status);
    if (answer.status >= 200 && answer.status < 300) return;
    await new Promise((done) => setTimeout(done, 300));
  }
}

server.addUserUpdate = async (update) => {
  const hook = server.webhooks[update.botToken];
  server.updateId += 1;
  if (hook) deliver(hook, update); // Telegram does not let the person wait for the bot
  else server.storage.userMessages.push(update);
};

async function updates(token, { offset = 0, timeout = 0 }) {
  server.storage.userMessages = server.storage.userMessages.filter((u) => u.updateId >= Number(offset));
  const end = Date.now() + Number(timeout) * 1000;
  for (;;) {
    const found = server.storage.userMessages.filter((u) => u.botToken === token);
    if (found.length || Date.now() >= end) return found.map(TelegramServer.formatUpdate);
    await new Promise((done) => setTimeout(done, 20));
  }
}

const edited = (body) => ({
  message_id: Number(body.message_id), date: seconds(), chat: { id: Number(body.chat_id), type: 'private', first_name: 'Bot' },
});
const own = {
  getMe: async () => ME,
  getUpdates: updates,
  sendVenue: async (token, body) => server.addBotMessage({ ...body, text: `${body.title}, ${body.address}` }, token),
  setWebhook: async (token, body) => server.setWebhook(body, token) ?? true,
  deleteWebhook: async (token) => server.deleteWebhook(token) ?? true,
  getWebhookInfo: async (token) => ({
    url: server.webhooks[token]?.url ?? '', has_custom_certificate: false, pending_update_count: 0,
  }),
  answerCallbackQuery: async () => true,
  editMessageReplyMarkup: async (_token, body) => edited(body),
  getMyCommands: async () => [],
  getMyDescription: async () => ({ description: '' }),
  getMyShortDescription: async () => ({ short_description: '' }),
  setMyCommands: async () => true,
  setMyDescription: async () => true,
  setMyShortDescription: async () => true,
};

const front = express();
front.use(express.json());
front.get('/_other', (_request, response) => response.json(other));
front.post('/bot:token/:method', async (request, response, next) => {
  const { token, method } = request.params;
  (other.calls[method] ??= []).push(request.body);
  if (!own[method]) return next();
  return response.json({ ok: true, result: await own[method](token, request.body) });
});
front.use(server.webServer);
server.webServer = front;

server.start().then(() => console.log('up'));
process.on('SIGTERM', () => process.exit(0));
