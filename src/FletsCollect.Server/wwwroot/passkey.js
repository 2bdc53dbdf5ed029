// Asks the browser to make or to use a passkey (WebAuthn) and sends what it answers with the form that asked.
'use strict';
for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const refused = document.getElementById(form.dataset.refused);
    refused.hidden = true;
    try {
      const asked = JSON.parse(form.dataset.options);
      const passkey = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
      form.elements.Answer.value = JSON.stringify(passkey.toJSON());
      form.submit();
    } catch {
      // The person said no, the device knows no passkey, or the browser cannot do this: the page says so.
      refused.hidden = false;
    }
  });
}
