// Verifies one webhook with the reference library of Standard Webhooks. Standard input: {"secret", "headers", "body"}; standard output: the
// event's id, or why it is not believed.
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(await text(process.stdin));
try {
  console.log(new Webhook(secret).verify(body, headers).id);
} catch (error) {
  console.log(`refused: ${error.message}`);
}
