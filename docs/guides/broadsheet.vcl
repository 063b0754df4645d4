vcl 4.1;

# Varnish 6 or newer with the module xkey (Debian: varnish, varnish-modules).
import std;
import xkey;

backend default {
  .host = "127.0.0.1";
  .port = "3000";
}

# Who may purge: the addresses from which Broadsheet sends.
acl broadsheet {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  if (req.method == "PURGE") {
    if (client.ip !~ broadsheet) {
      return (synth(403));
    }
    if (req.http.Surrogate-Key == "*") {
      ban("obj.status != 0");
    } else {
      set req.http.X-Purged = xkey.purge(req.http.Surrogate-Key);
    }
    return (synth(200));
  }
  # The desk is nobody else's.
  if (req.http.Authorization) {
    return (pass);
  }
  unset req.http.Cookie;
  # Stories vary by it. Where it names none of their other forms, and does not refuse JSON, it asks for JSON.
  if (req.http.Accept !~ "(?i)ld\+json|ninjs\+json|text/(markdown|\*)|(json|\*)\s*;\s*q=0(\.0*)?\s*(,|$)") {
    unset req.http.Accept;
  }
}

sub vcl_backend_response {
  set beresp.http.xkey = beresp.http.Surrogate-Key;
  # While Broadsheet cannot be reached, what is known goes out, as stale-if-error allows.
  if (beresp.http.Cache-Control ~ "stale-if-error") {
    set beresp.grace = std.duration(regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1s"), 0s);
  }
}

sub vcl_deliver {
  unset resp.http.xkey;
  unset resp.http.Surrogate-Key;
}
