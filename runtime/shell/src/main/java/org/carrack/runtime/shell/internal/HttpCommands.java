package org.carrack.runtime.shell.internal;

import java.io.IOException;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.carrack.spi.http.NginxConfiguration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo commands {@code http:…}. */
@Component(
        service = HttpCommands.class,
        property = {"osgi.command.scope=http", "osgi.command.function=nginx"})
public final class HttpCommands {

    private final NginxConfiguration nginx;

    @Activate
    public HttpCommands(@Reference NginxConfiguration nginx) {
        this.nginx = nginx;
    }

    @Descriptor("prints what the server serves as a configuration of nginx")
    public String nginx(
            @Descriptor("only what stands inside http { }")
                    @Parameter(names = "--servers", presentValue = "true", absentValue = "false")
                    boolean isInside)
            throws IOException {
        return nginx.text(!isInside);
    }
}
