package org.carrack.spi.http;

import org.carrack.http.HttpEndpoint;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An endpoint below packages for which the HTTP server checks access: it admits those whom the package's flags admit, sends browsers to log
 * in, and refuses the others. Implemented by modules.
 */
@ConsumerType
public interface PackageEndpoint extends HttpEndpoint {}
