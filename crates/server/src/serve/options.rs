//! What the server is told.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use thuocdo_files::BucketAddress;

/// What the server is told; without `--db` it serves the demo on this computer.
///
/// The help of each option comes from the locale files.
#[derive(clap::Args, Clone, Debug)]
pub struct ServeOptions {
    /// Address to listen on [default: 127.0.0.1:8080, or the next free port for the demo]
    #[arg(long, env = "THUOCDO_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Database, sqlite:PATH or postgres://…; without it the demo is shown
    #[arg(long, env = "THUOCDO_DB", value_name = "ADDRESS", hide_env_values = true)]
    pub db: Option<String>,
    /// Folder of the demo's database
    #[arg(long, env = "THUOCDO_DATA", value_name = "FOLDER", default_value = "thuocdo-data")]
    pub data: PathBuf,
    /// Folder of evidence files [default: evidence, below the folder of the demo]
    #[arg(long, env = "THUOCDO_FILES", value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Folder of archives of rounds [default: archives, below the folder of the demo]
    #[arg(long, env = "THUOCDO_ARCHIVES", value_name = "FOLDER")]
    pub archives: Option<PathBuf>,
    /// Folder of survey responses and lists of people [default: surveys, below the folder of the demo]
    #[arg(long, env = "THUOCDO_SURVEYS", value_name = "FOLDER")]
    pub surveys: Option<PathBuf>,
    /// Folder of the keys that open survey responses, in no backup [default: survey-keys, below the folder of the demo]
    #[arg(long, env = "THUOCDO_SURVEY_KEYS", value_name = "FOLDER")]
    pub survey_keys: Option<PathBuf>,
    /// Bucket of an S3-compatible store where evidence that stays lies, instead of in the folder
    #[arg(
        long,
        env = "THUOCDO_BUCKET",
        value_name = "https://HOST/BUCKET",
        requires = "bucket_key",
        requires = "bucket_secret"
    )]
    pub bucket: Option<String>,
    /// Name of the bucket's key
    #[arg(long, env = "THUOCDO_BUCKET_KEY", value_name = "NAME")]
    pub bucket_key: Option<String>,
    /// Secret of the bucket's key
    #[arg(long, env = "THUOCDO_BUCKET_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub bucket_secret: Option<String>,
    /// Region of the bucket
    #[arg(long, env = "THUOCDO_BUCKET_REGION", value_name = "NAME", default_value = "us-east-1")]
    pub bucket_region: String,
    /// Program that looks for malware in evidence, for example `clamdscan --no-summary --fdpass`
    #[arg(long, env = "THUOCDO_SCANNER", value_name = "COMMAND")]
    pub scanner: Option<String>,
    /// Lets administrators in without a second factor
    #[arg(long, env = "THUOCDO_ADMINISTRATORS_WITHOUT_CODE")]
    pub administrators_without_code: bool,
    /// Mail server for letters, smtps://NAME:PASSWORD@HOST; the demo puts them into a folder
    #[arg(long, env = "THUOCDO_SMTP", value_name = "ADDRESS", hide_env_values = true)]
    pub smtp: Option<String>,
    /// Sender of letters
    #[arg(long, env = "THUOCDO_MAIL_FROM", value_name = "ADDRESS", default_value = "thuocdo@localhost")]
    pub mail_from: String,
    /// Invitations to surveys that leave in a second, at most [default: 32]
    #[arg(long, env = "THUOCDO_MAIL_RATE", value_name = "LETTERS", default_value_t = 0, hide_default_value = true)]
    pub mail_rate: u32,
    /// Who answers for personal data in this installation, as every survey page says
    #[arg(long, env = "THUOCDO_DATA_CONTACT", value_name = "NAME, TELEPHONE", default_value = "")]
    pub data_contact: String,
    /// Address of this installation as letters write it
    #[arg(long, env = "THUOCDO_URL", value_name = "URL")]
    pub url: Option<String>,
}

impl ServeOptions {
    /// Says whether the demo is meant: nobody named a database.
    pub fn is_demo(&self) -> bool {
        self.db.is_none()
    }

    /// Where evidence files lie.
    pub fn files_folder(&self) -> PathBuf {
        self.files.clone().unwrap_or_else(|| self.data.join("evidence"))
    }

    /// Where archives of rounds lie.
    pub fn archives_folder(&self) -> PathBuf {
        self.archives.clone().unwrap_or_else(|| self.data.join("archives"))
    }

    /// Where responses of surveys and lists of people lie.
    pub fn surveys_folder(&self) -> PathBuf {
        self.surveys.clone().unwrap_or_else(|| self.data.join("surveys"))
    }

    /// Where the keys of surveys lie: apart, so that no backup takes them along.
    pub fn survey_keys_folder(&self) -> PathBuf {
        self.survey_keys.clone().unwrap_or_else(|| self.data.join("survey-keys"))
    }

    /// The bucket, if one is named; the inner text: what was named cannot be one.
    pub fn bucket(&self) -> Result<Option<BucketAddress>, String> {
        let Some(named) = &self.bucket else { return Ok(None) };
        let is_address = |host: &str| host.starts_with("https://") || host.starts_with("http://");
        let parted = named.rsplit_once('/').filter(|(host, bucket)| is_address(host) && !bucket.is_empty());
        let (endpoint, bucket) =
            parted.map(|(host, bucket)| (host.to_owned(), bucket.to_owned())).ok_or(named.clone())?;
        let (key, secret) = (self.bucket_key.clone(), self.bucket_secret.clone());
        let (key, secret) = (key.unwrap_or_default(), secret.unwrap_or_default());
        Ok(Some(BucketAddress { endpoint, region: self.bucket_region.clone(), bucket, key, secret }))
    }
}

/// Options as the environment gives them, with an empty command line.
impl Default for ServeOptions {
    fn default() -> Self {
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            options: ServeOptions,
        }
        match Alone::try_parse_from(["thuocdo"]) {
            Ok(alone) => alone.options,
            Err(error) => error.exit(),
        }
    }
}
