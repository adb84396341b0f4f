// Shows the document of the package that the address names, or of the whole server.
const name = window.location.pathname.split('/')[2];
document.title = name ? `Actors of ${name}` : 'Actors';
window.ui = window.SwaggerUIBundle({
  url: name ? `/${name}/actors/openapi.json` : '/openapi.json',
  dom_id: '#actors',
  deepLinking: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
